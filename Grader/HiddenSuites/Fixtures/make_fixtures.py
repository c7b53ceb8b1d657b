"""Makes tables.json and steps.json: what the hidden suites compare answers with.

Tables: NumPy, float64. Steps: diffusers' DDPMScheduler and DDIMScheduler with their tables
replaced by float64 ones, on float64 inputs.

diffusers counts timesteps from 0: its index t - 1 is our t.

    python make_fixtures.py        (numpy 2.4, torch 2.13, diffusers 0.42; seed 20240601)
"""

import json
import pathlib

import numpy as np
import torch
from diffusers import DDIMScheduler, DDPMScheduler

FOLDER = pathlib.Path(__file__).parent
SEED = 20240601


def linear(T, beta1=1e-4, beta2=0.02):
    return np.concatenate([[0.0], np.linspace(beta1, beta2, T)])


def cosine(T, s=0.008):
    t = np.arange(T + 1) / T
    f = np.cos((t + s) / (1 + s) * np.pi / 2) ** 2
    return np.concatenate([[0.0], np.minimum(1 - f[1:] / f[:-1], 0.999)])


def tables(betas):
    T = len(betas) - 1
    at = [1, 2, 3, 5, 10, 20, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 990, 999, 1000]
    alpha = 1 - betas
    bar = np.cumprod(alpha)
    full = {
        "beta": betas,
        "sqrtBeta": np.sqrt(betas),
        "alpha": alpha,
        "alphaBar": bar,
        "sqrtAlphaBar": np.sqrt(bar),
        "oneOverSqrtAlpha": 1 / np.sqrt(alpha),
        "sqrtOneMinusAlphaBar": np.sqrt(1 - bar),
        "betaOverSqrtOneMinusAlphaBar": np.append(0, betas[1:] / np.sqrt(1 - bar[1:])),
    }
    return {"timesteps": T, "at": at} | {name: table[at].tolist() for name, table in full.items()}


def in_doubles(scheduler, betas):
    scheduler.betas = torch.tensor(betas[1:], dtype=torch.float64)
    scheduler.alphas = 1 - scheduler.betas
    scheduler.alphas_cumprod = torch.cumprod(scheduler.alphas, dim=0)
    scheduler.one = torch.tensor(1.0, dtype=torch.float64)
    if hasattr(scheduler, "final_alpha_cumprod"):
        scheduler.final_alpha_cumprod = scheduler.one
    return scheduler


def ddpm(betas, prediction, clip, variance):
    scheduler = DDPMScheduler(
        num_train_timesteps=len(betas) - 1, trained_betas=betas[1:].tolist(),
        variance_type=variance, clip_sample=clip, prediction_type=prediction)
    return in_doubles(scheduler, betas)


def ddim(betas, prediction, clip):
    scheduler = DDIMScheduler(
        num_train_timesteps=len(betas) - 1, trained_betas=betas[1:].tolist(), clip_sample=clip,
        set_alpha_to_one=True, prediction_type=prediction)
    scheduler.set_timesteps(len(betas) - 1)
    return in_doubles(scheduler, betas)


def ddpm_parts(betas, prediction, clip, variance, model_output, t, x):
    """Mean and standard deviation of x_{t-1}, from two steps that draw the same noise."""
    scheduler = ddpm(betas, prediction, clip, variance)
    draw = torch.Generator().manual_seed(1)
    noise = torch.randn(x.shape, generator=draw, dtype=x.dtype)
    result = scheduler.step(
        model_output, t - 1, x, generator=torch.Generator().manual_seed(1)).prev_sample
    deviation = float(scheduler._get_variance(t - 1).sqrt()) if t > 1 else 0.0
    return result - deviation * noise, deviation


def step(name, betas, prediction, t, generator):
    shape = (1, 1, 6, 6)
    x = torch.randn(shape, generator=generator, dtype=torch.float64).float()
    output = torch.randn(shape, generator=generator, dtype=torch.float64).float()
    if prediction == "sample":
        output = 0.8 * output
    x64, output64 = x.double(), output.double()
    arguments = (output64, t, x64)
    mean, small = ddpm_parts(betas, prediction, False, "fixed_small", *arguments)
    clipped, _ = ddpm_parts(betas, prediction, True, "fixed_small", *arguments)
    _, large = ddpm_parts(betas, prediction, False, "fixed_large", *arguments)
    implicit = []
    for eta in [0.0, 0.5, 1.0]:
        parts = {"eta": eta}
        for key, clip in [("mean", False), ("meanClipped", True)]:
            scheduler = ddim(betas, prediction, clip)
            zero = torch.zeros_like(x64)
            parts[key] = scheduler.step(
                output64, t - 1, x64, eta=eta, variance_noise=zero).prev_sample.flatten().tolist()
        one = scheduler.step(
            output64, t - 1, x64, eta=eta, variance_noise=torch.ones_like(x64)).prev_sample
        parts["deviation"] = float(one.flatten()[0] - parts["meanClipped"][0]) if eta > 0 else 0.0
        implicit.append(parts)
    return {
        "timestep": t,
        "schedule": name,
        "noisyImages": x.flatten().tolist(),
        "prediction": output.flatten().tolist(),
        "ddpmMean": mean.flatten().tolist(),
        "ddpmMeanClipped": clipped.flatten().tolist(),
        "ddpmDeviationSmall": small,
        "ddpmDeviationLarge": large,
        "ddim": implicit,
    }


def steps(T):
    generator = torch.Generator().manual_seed(SEED)
    schedules = [("linear", linear(T)), ("cosine", cosine(T))]
    made = {"timesteps": T, "shape": [1, 1, 6, 6]}
    for prediction in ["epsilon", "sample"]:
        made[prediction] = [
            step(name, betas, prediction, t, generator)
            for name, betas in schedules
            for t in ([1, 2, 30, T] if name == "linear" else [1, 30, T - 5])
        ]
    return made


def rounded(value):
    """Ten significant digits: far finer than any tolerance, and half the size."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


def save(name, value):
    text = json.dumps(rounded(value), separators=(",", ":"))
    (FOLDER / name).write_text(text.replace(',"', ',\n"') + "\n")


save("tables.json", {"linear": tables(linear(1000)), "cosine": tables(cosine(1000))})
save("steps.json", steps(50))
