"""Trains a model of MMRec or MRLib with and without virtual interactions, and says which to use.

usage: python compare_by_validation.py TOOLKIT EXPORT MODEL DATASET seed=[1,2,3,4,5] [KEY=VALUE ...]

The arguments are those of use_virtual.py, with at least two seeds. Virtual interactions are recommended if they raise
the score on validation interactions beyond the noise between seeds: if the 95 % interval of the uplift, relative to
the same seed, is above 0. The test interactions have no part in that, so their uplift is an honest estimate.
"""
import os
import sys

import numpy as np
from scipy import stats
from use_virtual import train


def uplift(without, with_virtual):
    """The mean uplift relative to the same seed, and its 95 % interval over the seeds (Student's t)."""
    relative = np.asarray(with_virtual) / np.asarray(without) - 1
    half = stats.sem(relative) * stats.t.ppf(0.975, len(relative) - 1)
    return relative.mean(), relative.mean() - half, relative.mean() + half


def best(runs):
    """The runs by seed, with the hyperparameters that are best on validation interactions, as a mean over the seeds."""
    scores = {}
    for hyperparameters, _, score, _ in runs:
        scores.setdefault(hyperparameters, []).append(score)
    chosen = max(scores, key=lambda hyperparameters: np.mean(scores[hyperparameters]))
    return chosen, {seed: (score, test) for hyperparameters, seed, score, test in runs if hyperparameters == chosen}


def show(name, without, with_virtual):
    mean, low, high = uplift(without, with_virtual)
    print(
        f"{name}: {np.mean(without):.4f} without, {np.mean(with_virtual):.4f} with virtual interactions,"
        f" {mean:+.1%} ({low:.1%} to {high:.1%})"
    )


def main(toolkit, folder, model, dataset, *settings):
    folder, toolkit = os.path.abspath(folder), os.path.abspath(toolkit)  # the first training changes the folder
    chosen_without, without = best(train(toolkit, None, model, dataset, settings))
    chosen_with, with_virtual = best(train(toolkit, folder, model, dataset, settings))
    seeds = sorted(without)
    if len(seeds) < 2:
        sys.exit("The noise between seeds needs more than one: seed=[1,2,3,4,5].")
    print(f"\n{model} on {dataset}, seeds {seeds}")
    print(f"Best hyperparameters without virtual interactions: {chosen_without}, with them: {chosen_with}")
    scores = [[runs[seed][0] for seed in seeds] for runs in (without, with_virtual)]
    show("validation", *scores)
    for metric in ("recall@20", "ndcg@20"):
        show(f"test, {metric}", *([runs[seed][1][metric] for seed in seeds] for runs in (without, with_virtual)))
    if uplift(*scores)[1] > 0:
        print("Train with the virtual interactions.")
    else:
        print("Train without them: on validation interactions, their gain is within the noise between seeds.")


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
