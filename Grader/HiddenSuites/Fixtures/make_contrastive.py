"""Makes contrastive.json: CLIP's loss, its gradients and scores, by PyTorch in float64.

    python make_contrastive.py        (torch 2.13; seed 20250322)
"""

import json
import pathlib

import torch
from torch.nn import functional

SEED = 20250322


def case(generator, batch, size, scale):
    """Embeddings of any length; every text leans towards its own picture."""
    images = torch.randn(batch, size, generator=generator, dtype=torch.float64)
    texts = torch.randn(batch, size, generator=generator, dtype=torch.float64) + 0.7 * images
    images = (2 * images).float().double().requires_grad_()
    texts = (0.5 * texts).float().double().requires_grad_()
    logit_scale = torch.tensor(scale).float().double().requires_grad_()
    logits = logit_scale * (
        functional.normalize(images, dim=-1) @ functional.normalize(texts, dim=-1).t())
    labels = torch.arange(batch)
    loss = (functional.cross_entropy(logits, labels)
            + functional.cross_entropy(logits.t(), labels)) / 2
    loss.backward()
    scores = functional.cosine_similarity(images, texts, dim=-1)
    return {
        "shape": [batch, size],
        "images": images.flatten().tolist(),
        "texts": texts.flatten().tolist(),
        "logitScale": logit_scale.item(),
        "loss": loss.item(),
        "scores": scores.tolist(),
        "imageGradient": images.grad.flatten().tolist(),
        "textGradient": texts.grad.flatten().tolist(),
        "scaleGradient": logit_scale.grad.item(),
    }


def rounded(value):
    """Ten significant digits: far finer than any tolerance, and half the size."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


def main():
    generator = torch.Generator().manual_seed(SEED)
    sizes = [(3, 8, 1 / 0.07), (6, 5, 5.0), (4, 12, 2.0)]
    cases = [case(generator, *size) for size in sizes]
    text = json.dumps(rounded({"cases": cases}), separators=(",", ":"))
    path = pathlib.Path(__file__).parent / "contrastive.json"
    path.write_text(text.replace(',"', ',\n"') + "\n")


main()
