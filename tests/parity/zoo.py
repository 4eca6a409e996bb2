"""Golden values of the models in examples/Zoo that torchvision has: tensors in order, multiply-adds, output, logits.

Weights are not stored: both sides compute them from the tensor's name and the element's index (splitmix64), so that the
C# test writes the very file that PyTorch would have saved. Logits are those of float64 arithmetic on float32 weights.
"""
import numpy as np
import torch
import torchvision

import golden_file

torch.set_num_threads(2)

MODELS = {
    "AlexNet": (lambda: torchvision.models.alexnet(), 224),
    "Vgg16": (lambda: torchvision.models.vgg16(), 224),
    "SqueezeNet": (lambda: torchvision.models.squeezenet1_0(), 224),
    "GoogLeNet": (lambda: torchvision.models.googlenet(aux_logits=False, transform_input=False, init_weights=False), 224),
    "InceptionV3": (lambda: torchvision.models.inception_v3(aux_logits=False, transform_input=False, init_weights=False), 299),
    "ResNet18": (lambda: torchvision.models.resnet18(), 224),
    "ResNet34": (lambda: torchvision.models.resnet34(), 224),
    "ResNet50": (lambda: torchvision.models.resnet50(), 224),
    "ResNeXt50": (lambda: torchvision.models.resnext50_32x4d(), 224),
    "DenseNet121": (lambda: torchvision.models.densenet121(), 224),
    "MobileNetV2": (lambda: torchvision.models.mobilenet_v2(), 224),
}


def splitmix(state):
    """Steele et al. 2014: one well-mixed 64-bit word for each state."""
    with np.errstate(over="ignore"):
        z = state + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def fnv(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2 ** 64
    return value


def uniform(name, count):
    """Numbers in [0, 1) that float32 holds exactly."""
    with np.errstate(over="ignore"):
        words = splitmix(np.arange(count, dtype=np.uint64) * np.uint64(0xD1342543DE82EF95) + np.uint64(fnv(name)))
    return (words >> np.uint64(40)).astype(np.float64) * 2.0 ** -24


def values(name, shape):
    """Weights of He's variance, statistics near those of normalized data; rounded to float32 as the C# side rounds."""
    count = int(np.prod(shape)) if len(shape) else 1
    u = uniform(name, count)
    if name.endswith("running_var"):
        v = 0.5 + u
    elif len(shape) > 1:
        v = (2 * u - 1) * np.sqrt(6.0 / np.prod(shape[1:]))
    elif name.endswith("weight"):
        v = 0.5 + u
    else:
        v = 0.2 * u - 0.1
    return v.astype(np.float32).reshape(shape)


def multiply_adds(model, image):
    total = [0]

    def count(module, inputs, output):
        if isinstance(module, torch.nn.Conv2d):
            total[0] += output[0].numel() * int(np.prod(module.weight.shape[1:]))
        elif isinstance(module, torch.nn.Linear):
            total[0] += module.weight.numel()

    hooks = [m.register_forward_hook(count) for m in model.modules()]
    with torch.no_grad():
        logits = model(image)
    for hook in hooks:
        hook.remove()
    return total[0], logits


for name, (create, size) in MODELS.items():
    model = create().double().eval()
    state = {}
    tensors = []
    for key, tensor in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            state[key] = tensor
            continue
        state[key] = torch.from_numpy(values(key, tuple(tensor.shape))).double()
        tensors.append([key, list(tensor.shape)])
    model.load_state_dict(state)
    image = torch.from_numpy((2 * uniform("image", 3 * size * size) - 1).reshape(1, 3, size, size))
    macs, logits = multiply_adds(model, image)
    golden_file.write("zoo_" + name.lower(), {
        **golden_file.describe(__file__),
        "name": name,
        "parameters": sum(p.numel() for p in model.parameters()),
        "multiplyAdds": macs,
        "output": list(logits.shape[1:]),
        "tensors": tensors,
        "logits": golden_file.tensor(logits[0]),
    })
    print(name, sum(p.numel() for p in model.parameters()), macs, float(logits.abs().max()), float(logits.std()))
