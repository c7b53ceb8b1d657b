"""PyTorch's side: answers the same requests as `engine-probe`, in a process of its own.

A request a line on standard input, as JSON; an answer a line on standard output.
"""

import json
import pathlib
import sys
import time

import torch
from safetensors.torch import load_file, save_file

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests/NeuralNetworksTests/Fixtures"))
from make_fixtures import ContextUnet  # noqa: E402

network = optimizer = batch = None


def create(request):
    """Writes PyTorch's default weights to `output`; if `perturbed`, with scales, shifts and statistics
    away from their trivial start."""
    torch.manual_seed(request["seed"])
    fresh = ContextUnet(1, request["features"], 10)
    if request["perturbed"]:
        with torch.no_grad():
            for name, tensor in list(fresh.named_parameters()) + list(fresh.named_buffers()):
                if name.endswith("running_var"):
                    tensor.uniform_(0.5, 1.5)
                elif name.endswith("running_mean"):
                    tensor.normal_(0, 0.2)
                elif tensor.dim() == 1:
                    tensor.add_(torch.randn_like(tensor) * 0.1)
    save_file(fresh.state_dict(), request["output"])
    return {}


def load(request):
    """As the engine's; `format` is channels_first or channels_last, `double` computes in 64 bits."""
    global network, optimizer, batch
    torch.set_num_threads(request["threads"])
    number = torch.float64 if request.get("double") else torch.float32
    layout = (torch.channels_last if request["format"] == "channels_last"
              else torch.contiguous_format)
    network = ContextUnet(1, request["features"], 10)
    network.load_state_dict(load_file(request["weights"]))
    network.to(number).to(memory_format=layout)
    # The fused optimizer is PyTorch's fastest.
    optimizer = torch.optim.Adam(
        network.parameters(), request.get("learningRate", 1e-4), fused=True)
    batch = read(request["batch"], number, layout) if "batch" in request else None
    return {
        "parameters": sum(p.numel() for p in network.parameters()),
        "threads": torch.get_num_threads(), "version": torch.__version__,
    }


def read(path, number=torch.float32, layout=torch.contiguous_format):
    tensors = {name: tensor.to(number) for name, tensor in load_file(path).items()}
    for name in ["images", "target"]:
        tensors[name] = tensors[name].contiguous(memory_format=layout)
    return tensors


def forward(inputs):
    return network(inputs["images"], inputs["time"], inputs["context"])


def step(inputs):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(forward(inputs), inputs["target"])
    loss.backward()
    optimizer.step()
    return loss


def write(tensors, request):
    save_file({name: t.detach().contiguous() for name, t in tensors.items()}, request["output"])


def predict(request):
    network.eval()
    with torch.inference_mode():
        write({"prediction": forward(batch).clone()}, request)
    return {}


def differentiate(request):
    network.train()
    optimizer.zero_grad()
    prediction = forward(batch)
    loss = torch.nn.functional.mse_loss(prediction, batch["target"])
    loss.backward()
    tensors = {"prediction": prediction}
    tensors |= {f"gradients.{name}": p.grad for name, p in network.named_parameters()}
    tensors |= {f"buffers.{name}": b for name, b in network.named_buffers()}
    write(tensors, request)
    return {"losses": [loss.item()]}


def train(request):
    inputs, size = read(request["batch"]), request["size"]
    network.train()
    losses = []
    for start in range(0, len(inputs["time"]) - size + 1, size):
        part = {name: tensor[start:start + size] for name, tensor in inputs.items()}
        losses.append(step(part).item())
    return {"losses": losses}


def time_(request):
    network.train(request["training"])
    seconds = []
    for _ in range(request["steps"] + 1):
        start = time.perf_counter()
        if request["training"]:
            step(batch)
        else:
            with torch.inference_mode():
                forward(batch)
        seconds.append(time.perf_counter() - start)
    return {"seconds": seconds[1:]}


WORKS = {
    "create": create, "load": load, "predict": predict, "differentiate": differentiate,
    "train": train, "time": time_,
}

for line in sys.stdin:
    asked = json.loads(line)
    print(json.dumps(WORKS[asked["work"]](asked)), flush=True)
