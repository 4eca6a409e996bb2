"""Golden layers: outputs and every gradient of small layers in PyTorch's shapes and order (NCHW, OIHW, out x in).

The gradients are those of sum(output * outputGradient). Where Kiln's Pad.Same and PyTorch's one symmetric number differ,
the padding is applied with F.pad: (kernel - 1) * dilation in all per side pair, the odd one after.
"""
import torch
import torch.nn.functional as F

import golden_file

torch.set_num_threads(1)
torch.manual_seed(0)
generator = torch.Generator().manual_seed(30)


def random(*shape, scale=1.0):
    return golden_file.random_float32(generator, *shape, scale=scale)


def differentiate(name, layer, settings, inputs, forward):
    """Runs forward(**inputs) and records inputs, output, output gradient and the gradient of every input."""
    leaves = {key: value.detach().clone().requires_grad_(True) for key, value in inputs.items()}
    output = forward(**leaves)
    output_gradient = random(*output.shape)
    (output * output_gradient).sum().backward()
    case = {"name": name, "layer": layer, "settings": settings}
    for key, value in leaves.items():
        case[key] = golden_file.tensor(value)
    case["output"] = golden_file.tensor(output)
    case["outputGradient"] = golden_file.tensor(output_gradient)
    for key, value in leaves.items():
        case[key + "Gradient"] = golden_file.tensor(value.grad)
    return case


def pair(value):
    return list(value) if isinstance(value, (list, tuple)) else [value, value]


def same_padding(kernel, dilation):
    """[before, after] for the height, then for the width."""
    totals = [(k - 1) * d for k, d in zip(kernel, dilation)]
    return [[total // 2, total - total // 2] for total in totals]


def convolution(name, shape, channels, kernel, stride=1, padding=0, dilation=1, groups=1, bias=True):
    kernel, stride, dilation = pair(kernel), pair(stride), pair(dilation)
    same = padding == "same"
    around = same_padding(kernel, dilation) if same else [[p, p] for p in pair(padding)]
    settings = {"channels": channels, "kernel": kernel, "stride": stride, "padding": "same" if same else pair(padding),
                "paddingBefore": [around[0][0], around[1][0]], "paddingAfter": [around[0][1], around[1][1]],
                "dilation": dilation, "groups": groups, "bias": bias}
    inputs = {"input": random(*shape), "weight": random(channels, shape[1] // groups, *kernel, scale=0.3)}
    if bias:
        inputs["bias"] = random(channels, scale=0.5)

    def forward(input, weight, bias=None):
        # F.pad counts from the last dimension: left, right, top, bottom.
        padded = F.pad(input, (around[1][0], around[1][1], around[0][0], around[0][1]))
        return F.conv2d(padded, weight, bias, stride=stride, dilation=dilation, groups=groups)

    return differentiate(name, "conv2d", settings, inputs, forward)


def max_pool(name, shape, kernel, stride=None, padding=0, ceil_mode=False, integers=False):
    stride = kernel if stride is None else stride
    settings = {"kernel": kernel, "stride": stride, "padding": padding, "ceilMode": ceil_mode}
    # Small integers give ties: the first maximum in row order takes the gradient.
    values = torch.randint(-2, 3, shape, generator=generator).double() if integers else random(*shape)
    return differentiate(name, "maxPool2d", settings, {"input": values},
                         lambda input: F.max_pool2d(input, kernel, stride, padding, ceil_mode=ceil_mode))


def average_pool(name, shape, kernel, stride=None, padding=0, ceil_mode=False, count_padding=True):
    stride = kernel if stride is None else stride
    settings = {"kernel": kernel, "stride": stride, "padding": padding, "ceilMode": ceil_mode, "countPadding": count_padding}
    return differentiate(name, "averagePool2d", settings, {"input": random(*shape)},
                         lambda input: F.avg_pool2d(input, kernel, stride, padding, ceil_mode=ceil_mode, count_include_pad=count_padding))


def batch_norm(name, shape, training, momentum=0.1, epsilon=1e-5, mean_offset=0.0):
    channels = shape[1]
    running_mean, running_variance = random(channels), random(channels).abs() + 0.5
    running_variance = running_variance.float().double()
    before = {"runningMean": golden_file.tensor(running_mean), "runningVariance": golden_file.tensor(running_variance)}
    inputs = {"input": (random(*shape, scale=1.5) + mean_offset).float().double(), "weight": random(channels) + 0.0, "bias": random(channels)}

    def forward(input, weight, bias):
        return F.batch_norm(input, running_mean, running_variance, weight, bias, training, momentum, epsilon)

    case = differentiate(name, "batchNorm2d" if len(shape) == 4 else "batchNorm1d",
                         {"training": training, "momentum": momentum, "epsilon": epsilon}, inputs, forward)
    case.update(before)
    if training:
        case["runningMeanAfter"] = golden_file.tensor(running_mean)
        case["runningVarianceAfter"] = golden_file.tensor(running_variance)
    return case


def dense(name, batch, inputs, units, bias=True):
    tensors = {"input": random(batch, inputs), "weight": random(units, inputs, scale=0.3)}
    if bias:
        tensors["bias"] = random(units, scale=0.5)
    return differentiate(name, "dense", {"units": units, "bias": bias}, tensors,
                         lambda input, weight, bias=None: F.linear(input, weight, bias))


def activation(name, layer, settings, values, forward):
    return differentiate(name, layer, settings, {"input": values}, lambda input: forward(input))


# Padding, stride, dilation and shape of the window.
spatial_convolutions = [
    convolution("plain", (2, 3, 6, 7), 4, 3),
    convolution("one_sample_one_channel", (1, 1, 5, 5), 1, 3),
    convolution("no_bias", (2, 2, 5, 5), 3, 3, bias=False),
    convolution("padding", (2, 3, 5, 6), 4, 3, padding=1),
    convolution("padding_wider_than_needed", (1, 2, 4, 4), 3, 3, padding=2),
    convolution("stride", (2, 3, 7, 8), 4, 3, stride=2),
    convolution("stride_padding", (2, 3, 8, 7), 5, 3, stride=2, padding=1),
    convolution("stride_three_kernel_two", (1, 2, 8, 9), 3, 2, stride=3),
    convolution("dilation", (2, 2, 8, 9), 3, 3, dilation=2),
    convolution("dilation_padding", (1, 3, 7, 7), 4, 3, padding=2, dilation=2),
    convolution("dilation_stride", (1, 2, 9, 10), 3, 3, stride=2, padding=2, dilation=2),
    convolution("rectangle_kernel", (2, 2, 6, 9), 3, [1, 7], padding=[0, 3]),
    convolution("rectangle_kernel_tall", (1, 3, 9, 5), 4, [5, 2]),
    convolution("rectangle_stride", (2, 2, 7, 8), 3, 3, stride=[2, 1], padding=[0, 1]),
    convolution("rectangle_everything", (1, 2, 9, 11), 4, [2, 3], stride=[1, 2], padding=[1, 2], dilation=[3, 2]),
    convolution("same_kernel_two", (1, 2, 5, 6), 3, 2, padding="same"),
    convolution("same_kernel_three", (1, 2, 5, 6), 3, 3, padding="same"),
    convolution("same_kernel_four", (2, 2, 6, 7), 3, 4, padding="same"),
    convolution("same_rectangle", (1, 2, 6, 7), 3, [2, 5], padding="same"),
    convolution("same_dilation", (1, 2, 7, 8), 3, [3, 2], padding="same", dilation=[2, 3]),
    convolution("same_stride_kernel_three", (1, 2, 7, 8), 3, 3, stride=2, padding="same"),
    convolution("same_stride_kernel_four", (1, 2, 7, 8), 3, 4, stride=2, padding="same"),
]

# Groups, and channel counts around the 16-wide panels.
channel_convolutions = [
    convolution("groups", (2, 4, 5, 6), 6, 3, padding=1, groups=2),
    convolution("depthwise", (2, 5, 6, 7), 5, 3, padding=1, groups=5),
    convolution("depthwise_stride", (1, 17, 6, 7), 17, 3, stride=2, padding=1, groups=17),
    convolution("depthwise_multiplier_two", (1, 3, 6, 6), 6, 3, padding=1, groups=3),
    convolution("pointwise", (2, 5, 4, 5), 7, 1),
    convolution("pointwise_stride", (1, 4, 7, 7), 6, 1, stride=2),
    convolution("kernel_five_padding", (1, 1, 9, 9), 6, 5, padding=2),
    convolution("whole_image", (2, 3, 4, 4), 5, 4),
    convolution("sixteen_channels", (1, 16, 5, 5), 16, 3, padding=1),
    convolution("more_than_one_panel", (1, 3, 6, 6), 35, 3, padding=1),
    convolution("odd_channels", (1, 19, 5, 6), 17, 2),
]

others = [
    max_pool("max_two", (2, 3, 6, 8), 2),
    max_pool("max_odd_size", (1, 2, 5, 7), 2),
    max_pool("max_overlapping", (2, 2, 7, 8), 3, stride=2),
    max_pool("max_padding", (1, 3, 6, 7), 3, stride=2, padding=1),
    max_pool("max_ceil_mode", (1, 2, 6, 7), 3, stride=2, ceil_mode=True),
    max_pool("max_stride_one", (1, 2, 4, 5), 2, stride=1),
    max_pool("max_ties", (1, 2, 6, 6), 2, integers=True),
    max_pool("max_ties_overlapping_padding", (1, 2, 7, 7), 3, stride=2, padding=1, integers=True),
    max_pool("max_many_channels", (1, 19, 4, 6), 2),
    average_pool("average_two", (2, 3, 6, 8), 2),
    average_pool("average_odd_size", (1, 2, 5, 7), 2),
    average_pool("average_overlapping", (1, 2, 7, 8), 3, stride=2),
    average_pool("average_padding", (1, 2, 6, 7), 3, stride=2, padding=1),
    average_pool("average_padding_not_counted", (1, 2, 6, 7), 3, stride=2, padding=1, count_padding=False),
    average_pool("average_ceil_mode", (1, 2, 6, 7), 3, stride=2, ceil_mode=True),
    average_pool("average_global", (2, 17, 5, 4), [5, 4]),
    batch_norm("norm2d_training", (3, 4, 5, 6), True),
    batch_norm("norm2d_training_one_sample", (1, 3, 4, 4), True),
    batch_norm("norm2d_training_odd_channels", (2, 19, 3, 3), True),
    batch_norm("norm2d_training_momentum_epsilon", (2, 3, 4, 5), True, momentum=0.3, epsilon=1e-2),
    batch_norm("norm2d_training_large_mean", (2, 3, 5, 5), True, mean_offset=100.0),
    batch_norm("norm2d_inference", (2, 4, 3, 5), False),
    batch_norm("norm1d_training", (8, 5), True),
    batch_norm("norm1d_training_two_samples", (2, 7), True),
    batch_norm("norm1d_inference", (3, 6), False),
    dense("dense_plain", 3, 7, 5),
    dense("dense_one_sample", 1, 20, 10),
    dense("dense_no_bias", 4, 6, 9, bias=False),
    dense("dense_one_unit", 5, 8, 1),
    dense("dense_more_than_one_panel", 3, 33, 35),
    activation("leaky_relu_default", "leakyReLU", {"slope": 0.01}, random(3, 11), lambda x: F.leaky_relu(x, 0.01)),
    activation("leaky_relu_slope", "leakyReLU", {"slope": 0.2}, random(2, 3, 4, 5), lambda x: F.leaky_relu(x, 0.2)),
    activation("leaky_relu_zero", "leakyReLU", {"slope": 0.1}, torch.tensor([[-1.0, 0.0, 2.0]], dtype=torch.float64), lambda x: F.leaky_relu(x, 0.1)),
    activation("relu", "reLU", {}, random(3, 11), F.relu),
    activation("relu_zero", "reLU", {}, torch.tensor([[-1.0, 0.0, 2.0]], dtype=torch.float64), F.relu),
    activation("tanh", "tanh", {}, random(3, 11, scale=2.0), torch.tanh),
    activation("sigmoid", "sigmoid", {}, random(3, 11, scale=3.0), torch.sigmoid),
    activation("softmax", "softmax", {"axis": 1}, random(4, 10, scale=2.0), lambda x: torch.softmax(x, dim=1)),
    activation("softmax_seventeen", "softmax", {"axis": 1}, random(2, 17), lambda x: torch.softmax(x, dim=1)),
    activation("softmax_large", "softmax", {"axis": 1}, torch.tensor([[1000.0, 998.0, -1000.0], [-3.0, -3.0, -3.0]], dtype=torch.float64), lambda x: torch.softmax(x, dim=1)),
    activation("softmax_channels", "softmax", {"axis": 1}, random(2, 3, 2, 4), lambda x: torch.softmax(x, dim=1)),
]

head = {**golden_file.describe(__file__), "precision": "float64 from float32 inputs"}
golden_file.write("convolutions", {**head, "cases": spatial_convolutions})
golden_file.write("convolution_channels", {**head, "cases": channel_convolutions})
golden_file.write("layers", {**head, "cases": others})
