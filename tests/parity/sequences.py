"""Golden sequence layers: outputs and every gradient of embeddings, layer normalization, softmax, attention in PyTorch's shapes.

The gradients are those of sum(output * outputGradient). Attention is torch.nn.functional.multi_head_attention_forward on one
sequence after the other, so that a key mask is a row of each sample; masked keys of a fully masked sample give zeros in Kiln and NaN
in PyTorch, so no case has one.
"""
import torch
import torch.nn.functional as F

import golden_file

torch.set_num_threads(1)
torch.manual_seed(0)
generator = torch.Generator().manual_seed(40)


def random(*shape, scale=1.0):
    return golden_file.random_float32(generator, *shape, scale=scale)


def differentiate(name, layer, settings, inputs, forward, constants=None):
    """Runs forward(**inputs, **constants) and records everything and the gradient of every input."""
    leaves = {key: value.detach().clone().requires_grad_(True) for key, value in inputs.items()}
    constants = constants or {}
    output = forward(**leaves, **constants)
    output_gradient = random(*output.shape)
    (output * output_gradient).sum().backward()
    case = {"name": name, "layer": layer, "settings": settings}
    for key, value in {**leaves, **constants}.items():
        case[key] = golden_file.tensor(value)
    case["output"] = golden_file.tensor(output)
    case["outputGradient"] = golden_file.tensor(output_gradient)
    for key, value in leaves.items():
        case[key + "Gradient"] = golden_file.tensor(value.grad)
    return case


def layer_norm(name, shape, epsilon=1e-5, offset=0.0):
    features = shape[-1]
    inputs = {"input": (random(*shape) + offset).float().double(), "weight": random(features), "bias": random(features)}
    return differentiate(name, "layerNorm", {"epsilon": epsilon}, inputs, lambda input, weight, bias: F.layer_norm(input, (features,), weight, bias, epsilon))


def embedding(name, vocabulary, units, batch, tokens):
    indices = torch.randint(0, vocabulary, (batch, tokens) if tokens else (batch,), generator=generator)
    return differentiate(name, "embedding", {"vocabulary": vocabulary, "units": units}, {"weight": random(vocabulary, units)},
                         lambda weight, input: F.embedding(input, weight), {"input": indices})


def dense(name, batch, tokens, inputs, units, bias=True):
    tensors = {"input": random(batch, tokens, inputs), "weight": random(units, inputs, scale=0.3)}
    if bias:
        tensors["bias"] = random(units, scale=0.5)
    return differentiate(name, "dense", {"units": units, "bias": bias}, tensors, lambda input, weight, bias=None: F.linear(input, weight, bias))


def softmax(name, layer, shape, scale=2.0):
    function = F.softmax if layer == "softmax" else F.log_softmax
    return differentiate(name, layer, {}, {"input": random(*shape, scale=scale)}, lambda input: function(input, dim=-1))


def attention(name, batch, tokens, features, heads, lengths=None):
    inputs = {"input": random(batch, tokens, features), "in_proj_weight": random(3 * features, features, scale=0.5),
              "in_proj_bias": random(3 * features, scale=0.3), "out_proj.weight": random(features, features, scale=0.4), "out_proj.bias": random(features, scale=0.3)}
    mask = None if lengths is None else torch.stack([(torch.arange(tokens) < length).double() for length in lengths]).unsqueeze(2)

    def forward(input, mask=None, **weights):
        padding = None if mask is None else mask.squeeze(2) == 0
        x = input.transpose(0, 1)
        y, _ = F.multi_head_attention_forward(
            x, x, x, features, heads, weights["in_proj_weight"], weights["in_proj_bias"], None, None, False, 0.0,
            weights["out_proj.weight"], weights["out_proj.bias"], training=True, key_padding_mask=padding, need_weights=False)
        return y.transpose(0, 1)

    return differentiate(name, "multiHeadAttention", {"heads": heads}, inputs, forward, None if mask is None else {"mask": mask})


cases = [
    layer_norm("layer_norm_vector", (3, 7)),
    layer_norm("layer_norm_tokens", (2, 5, 19)),
    layer_norm("layer_norm_whole_lines", (2, 3, 32)),
    layer_norm("layer_norm_epsilon", (2, 4, 6), epsilon=1e-2),
    layer_norm("layer_norm_large_mean", (2, 3, 9), offset=100.0),
    embedding("embedding_tokens", 11, 7, 3, 5),
    embedding("embedding_one_index", 6, 17, 4, 0),
    dense("dense_tokens", 2, 5, 7, 19),
    dense("dense_tokens_no_bias", 2, 4, 18, 33, bias=False),
    softmax("softmax_tokens", "softmax", (2, 5, 19)),
    softmax("log_softmax_vector", "logSoftmax", (3, 10)),
    softmax("log_softmax_tokens", "logSoftmax", (2, 4, 17)),
    attention("attention_one_head", 2, 5, 6, 1),
    attention("attention_heads", 2, 7, 12, 3),
    attention("attention_wide_heads", 1, 5, 32, 2),
    attention("attention_masked", 3, 9, 10, 5, lengths=[9, 4, 1]),
    attention("attention_more_than_a_vector", 1, 35, 8, 2, lengths=[21]),
]

golden_file.write("sequences", {**golden_file.describe(__file__), "precision": "float64 from float32 inputs", "cases": cases})
