"""Makes schedulers.safetensors for DiffusionCourseTests with diffusers' own schedulers.

    python make_scheduler_fixtures.py       (diffusers 0.42, torch 2.13, safetensors; writes beside itself)

Whole trajectories of DDPMScheduler, DDIMScheduler (eta 0 and 0.6) and DPMSolverMultistepScheduler
(dpmsolver++, order 2), trailing spacing, 1000 timesteps, linear beta 1e-4…0.02. The model is the exact
one for latents that are independently N(MEAN, DEVIATION²). diffusers counts timesteps 0…999; they are
saved as 1…1000. Its DDIM steps down by 1000 // steps, so only counts that divide 1000 are saved of it.

"name.steps.timesteps"; ".latents" and ".predictions" before each step, ".noise" that the step was given
(where it takes any), ".final" after the last.
"""

import pathlib

import torch
from diffusers import DDIMScheduler, DDPMScheduler, DPMSolverMultistepScheduler
from diffusers.schedulers import scheduling_ddpm
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
SEED = 20272
SHAPE = (2, 2, 2, 2)
MEAN, DEVIATION = 0.3, 0.8
DIVIDING, OTHERS = [5, 10, 25, 50], [7, 16, 30]
SETTINGS = {
    "num_train_timesteps": 1000, "beta_start": 1e-4, "beta_end": 0.02, "beta_schedule": "linear",
    "prediction_type": "epsilon", "timestep_spacing": "trailing",
}


def model(latents, alpha_bar):
    """E[ε | z] for z = √ᾱ z₀ + √(1 − ᾱ) ε."""
    variance = alpha_bar * DEVIATION**2 + 1 - alpha_bar
    return (1 - alpha_bar).sqrt() * (latents - alpha_bar.sqrt() * MEAN) / variance


def trajectory(name, scheduler, steps, step):
    """`step(prediction, timestep, latents, noise)` does one; noise is None for schedulers without."""
    scheduler.set_timesteps(steps)
    assert len(scheduler.timesteps) == steps
    latents = torch.randn(SHAPE)
    record = {"latents": [], "predictions": [], "noise": []}
    for timestep in scheduler.timesteps:
        prediction = model(latents, scheduler.alphas_cumprod[timestep])
        noise = torch.randn(SHAPE)
        record["latents"].append(latents)
        record["predictions"].append(prediction)
        record["noise"].append(noise)
        latents = step(prediction, timestep, latents, noise)
    if name not in ("ddpm", "ddim_eta"):
        del record["noise"]
    tensors = {f"{name}.{steps}.{key}": torch.stack(value) for key, value in record.items()}
    tensors[f"{name}.{steps}.timesteps"] = (scheduler.timesteps + 1).int()
    return tensors | {f"{name}.{steps}.final": latents}


def ddpm(steps):
    scheduler = DDPMScheduler(**SETTINGS, clip_sample=False, variance_type="fixed_small")

    def step(prediction, timestep, latents, noise):
        # The only way in for given noise.
        scheduling_ddpm.randn_tensor = lambda *_, **__: noise
        return scheduler.step(prediction, timestep, latents).prev_sample

    return trajectory("ddpm", scheduler, steps, step)


def ddim(name, eta, steps):
    scheduler = DDIMScheduler(**SETTINGS, clip_sample=False, set_alpha_to_one=True)

    def step(prediction, timestep, latents, noise):
        return scheduler.step(
            prediction, timestep, latents, eta=eta, variance_noise=noise
        ).prev_sample

    return trajectory(name, scheduler, steps, step)


def multistep(steps):
    scheduler = DPMSolverMultistepScheduler(
        **SETTINGS, algorithm_type="dpmsolver++", solver_order=2, final_sigmas_type="zero"
    )

    def step(prediction, timestep, latents, _):
        return scheduler.step(prediction, timestep, latents).prev_sample

    return trajectory("multistep", scheduler, steps, step)


if __name__ == "__main__":
    torch.manual_seed(SEED)
    tensors = {}
    for steps in DIVIDING:
        tensors |= ddim("ddim", 0.0, steps) | ddim("ddim_eta", 0.6, steps)
    for steps in DIVIDING + OTHERS:
        tensors |= ddpm(steps) | multistep(steps)
    tensors = {k: v.contiguous().clone() for k, v in tensors.items()}
    save_file(tensors, HERE / "schedulers.safetensors", {"script": "make_scheduler_fixtures.py"})
