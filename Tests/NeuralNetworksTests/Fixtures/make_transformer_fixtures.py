"""Makes transformer.safetensors for NeuralNetworksTests with PyTorch.

    python make_transformer_fixtures.py          (torch 2.13, safetensors; writes beside itself)

Outputs, and gradients of Σ output · weights, of what a transformer is made of. Names of weights are
those of the Swift layers; PyTorch's own layers keep query, key and value in one matrix, which is cut.
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

HERE = pathlib.Path(__file__).parent
SEED = 20271
WIDTH, HEADS, CONTEXT_WIDTH = 16, 4, 12


def differentiated(name, function, **inputs):
    """The inputs, the output, and the gradient of a weighted sum of it for each input."""
    leaves = {k: v.clone().requires_grad_() for k, v in inputs.items()}
    output = function(**leaves)
    weights = torch.randn_like(output)
    (output * weights).sum().backward()
    tensors = {f"{name}.{k}": v for k, v in inputs.items()}
    tensors |= {f"{name}.output": output.detach(), f"{name}.weights": weights}
    return tensors | {f"{name}.gradients.{k}": v.grad for k, v in leaves.items()}


def operations():
    def heads(x):
        return x.unflatten(2, (HEADS, -1)).transpose(1, 2)

    def attention(queries, keys, values):
        output = functional.scaled_dot_product_attention(heads(queries), heads(keys), heads(values))
        return output.transpose(1, 2).flatten(2)

    def group_norm_silu(x, scale, shift):
        return functional.silu(functional.group_norm(x, 2, scale, shift))

    ids = torch.tensor([[3, 0, 3], [6, 3, 1]])
    return (
        differentiated(
            "attention", attention, queries=torch.randn(2, 9, WIDTH),
            keys=torch.randn(2, 21, WIDTH), values=torch.randn(2, 21, WIDTH),
        )
        | differentiated("softmax", lambda x: x.softmax(-1), x=3 * torch.randn(3, 19))
        | differentiated(
            "layer_norm",
            lambda x, scale, shift: functional.layer_norm(x, (37,), scale, shift),
            x=torch.randn(2, 5, 37) + 1, scale=torch.randn(37), shift=torch.randn(37),
        )
        | differentiated(
            "group_norm_silu", group_norm_silu, x=torch.randn(2, 4, 3, 5), scale=torch.randn(4),
            shift=torch.randn(4),
        )
        | differentiated(
            "upsample", lambda x: functional.interpolate(x, scale_factor=2, mode="nearest"),
            x=torch.randn(2, 3, 4, 5),
        )
        | differentiated(
            "embedding", lambda table: functional.embedding(ids, table), table=torch.randn(7, 5)
        )
        | differentiated(
            "linear", functional.linear, input=torch.randn(2, 3, 4, 6), weight=torch.randn(5, 6),
            bias=torch.randn(5),
        )
    )


def cut(weights, biases, output):
    """The parts of a MultiheadAttention under the names of the Swift layer."""
    tensors = {"to_out.0.weight": output.weight, "to_out.0.bias": output.bias}
    for name, weight, bias in zip("qkv", weights, biases):
        tensors |= {f"to_{name}.weight": weight, f"to_{name}.bias": bias}
    return tensors


def run(name, module, names, *inputs):
    """A module's output, and gradients by the Swift names: `names` picks them from the parameters."""
    # Scales and shifts away from their trivial start.
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    tensors = {f"{name}.input.{i}": x for i, x in enumerate(inputs)}
    tensors |= {f"{name}.parameters.{k}": v.detach().clone() for k, v in names(lambda p: p).items()}
    leaves = [x.clone().requires_grad_() for x in inputs]
    output = module(*leaves)
    weights = torch.randn_like(output)
    (output * weights).sum().backward()
    tensors |= {f"{name}.output": output.detach(), f"{name}.weights": weights}
    tensors |= {f"{name}.input_gradient.{i}": x.grad for i, x in enumerate(leaves)}
    gradients = names(lambda p: p.grad).items()
    return tensors | {f"{name}.gradients.{k}": v.clone() for k, v in gradients}


class CrossAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(
            WIDTH, HEADS, kdim=CONTEXT_WIDTH, vdim=CONTEXT_WIDTH, batch_first=True
        )

    def forward(self, x, context):
        return self.attention(x, context, context, need_weights=False)[0]


class Values:
    """A module seen through `get`: its parameters, or their gradients."""

    def __init__(self, module, get):
        self.weight, self.bias = get(module.weight), get(module.bias)


def layers():
    cross = CrossAttention()
    inner = cross.attention

    def cross_names(get):
        weights = [get(inner.q_proj_weight), get(inner.k_proj_weight), get(inner.v_proj_weight)]
        return cut(weights, get(inner.in_proj_bias).chunk(3), Values(inner.out_proj, get))

    block = nn.TransformerEncoderLayer(
        WIDTH, HEADS, 4 * WIDTH, dropout=0, activation="gelu", batch_first=True, norm_first=True
    )

    def block_names(get):
        attention = block.self_attn
        tensors = cut(
            get(attention.in_proj_weight).chunk(3), get(attention.in_proj_bias).chunk(3),
            Values(attention.out_proj, get),
        )
        tensors = {f"attn.{k}": v for k, v in tensors.items()}
        for name, module in [
            ("norm1", block.norm1), ("norm2", block.norm2), ("mlp.fc1", block.linear1),
            ("mlp.fc2", block.linear2),
        ]:
            values = Values(module, get)
            tensors |= {f"{name}.weight": values.weight, f"{name}.bias": values.bias}
        return tensors

    x, context = torch.randn(2, 9, WIDTH), torch.randn(2, 5, CONTEXT_WIDTH)
    return run("cross", cross, cross_names, x, context) | run("block", block, block_names, x)


if __name__ == "__main__":
    torch.manual_seed(SEED)
    tensors = {k: v.contiguous().clone() for k, v in (operations() | layers()).items()}
    save_file(tensors, HERE / "transformer.safetensors", {"script": "make_transformer_fixtures.py"})
