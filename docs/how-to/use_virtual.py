"""Trains a model of MMRec or MRLib with the virtual interactions of a folder that `vimmrec export` wrote.

usage: python use_virtual.py TOOLKIT EXPORT MODEL DATASET [KEY=VALUE ...]

TOOLKIT is the toolkit's folder, EXPORT the exported folder, and DATASET the name under which the toolkit knows the
data set. With EXPORT "none", the model trains as it is, for comparison. KEY=VALUE overrides a setting of the toolkit,
such as epochs=2 or n_layers=[3].
"""
import os
import sys

import numpy as np
import scipy.sparse as sp
import torch


def normalized(graph, self_loops=False):
    """D^-1/2 A D^-1/2 of a weighted graph of users and items; with self-loops D^-1 (A + I), as LATTICE has it."""
    square = sp.bmat([[None, graph], [graph.T, None]]).tocsr()
    if self_loops:
        square = square + sp.identity(square.shape[0])
    degrees = np.asarray(square.sum(axis=1)).ravel()
    degrees[degrees == 0] = 1
    if self_loops:
        return sp.diags(1 / degrees) @ square
    return sp.diags(degrees**-0.5) @ square @ sp.diags(degrees**-0.5)


def tensor(matrix):
    matrix = matrix.tocoo()
    indices = torch.from_numpy(np.vstack((matrix.row, matrix.col)).astype(np.int64))
    return torch.sparse_coo_tensor(indices, torch.from_numpy(matrix.data).float(), matrix.shape).coalesce()


def use_virtual(model, train_data, folder):
    """Adds the virtual interactions to the model's graph, and keeps them out of its negative samples."""
    graph = sp.load_npz(os.path.join(folder, "adjacency.npz"))
    graph.resize((model.n_users, model.n_items))
    frame = train_data.dataset.df
    pairs = frame[train_data.dataset.uid_field].values, frame[train_data.dataset.iid_field].values
    if not np.all(np.asarray(graph[pairs]) == 1):
        sys.exit(f"{folder} was exported from other training interactions. Export the data set again.")
    virtual = graph.copy()
    virtual[pairs] = 0
    virtual.eliminate_zeros()

    names = [name for name in ("norm_adj_matrix", "norm_adj") if hasattr(model, name)]
    if not names:
        name = type(model).__name__
        sys.exit(f'{name} has no graph with weights. Train it without virtual interactions: EXPORT "none".')
    for name in names:
        own = getattr(model, name).coalesce().indices()
        adjacency = tensor(normalized(graph, self_loops=bool((own[0] == own[1]).any())))
        setattr(model, name, adjacency.to(model.device))
    if torch.is_tensor(getattr(model, "R", None)):  # MGCN
        model.R = tensor(normalized(graph)[: model.n_users, model.n_users :]).to(model.device)
    if hasattr(model, "masked_adj"):  # FREEDOM samples real edges before each epoch; the virtual ones stay
        prune = model.pre_epoch_processing

        def prune_real_edges():
            prune()
            if model.masked_adj is not model.norm_adj:
                kept = model.masked_adj.coalesce().indices().cpu().numpy()
                kept = kept[:, kept[0] < model.n_users]
                real = sp.csr_matrix((np.ones(kept.shape[1]), (kept[0], kept[1] - model.n_users)), graph.shape)
                model.masked_adj = tensor(normalized(real + virtual)).to(model.device)

        model.pre_epoch_processing = prune_real_edges

    for user, history in train_data.history_items_per_u.items():
        history.update(virtual.indices[virtual.indptr[user] : virtual.indptr[user + 1]].tolist())
        if len(history) >= len(train_data.all_items) and history.issuperset(train_data.all_items):
            sys.exit(f"user {user} has no item left as a negative sample. Export with --max-per-interaction.")
    return model


def train(toolkit, folder, model, dataset, settings):
    """Trains with each combination of hyperparameters and seeds, without virtual interactions if folder is None.

    Returns for each of them (hyperparameters, seed, validation score, scores on test interactions) of the best epoch.
    """
    # Both toolkits use names that later versions of NumPy and SciPy removed.
    np.float = float
    if not hasattr(sp.dok_matrix, "_update"):
        sp.dok_matrix._update = lambda matrix, entries: matrix._dict.update(entries)
    folder = folder and os.path.abspath(folder)
    os.chdir(os.path.join(toolkit, "src"))
    sys.path.insert(0, os.getcwd())
    import yaml
    from common.trainer import Trainer
    from utils import quick_start

    build, fit = quick_start.get_model, Trainer.fit
    runs = []

    def keep_scores(trainer, *arguments, **options):
        score, _, test = result = fit(trainer, *arguments, **options)
        chosen = {key: trainer.config[key] for key in trainer.config["hyper_parameters"] if key != "seed"}
        runs.append((str(chosen), trainer.config["seed"], score, test))
        return result

    Trainer.fit = keep_scores
    if folder is not None:
        quick_start.get_model = lambda name: lambda config, data: use_virtual(build(name)(config, data), data, folder)
    config = {"gpu_id": 0}
    for setting in settings:
        key, value = setting.split("=", 1)
        config[key] = yaml.safe_load(value)
    try:
        quick_start.quick_start(model=model, dataset=dataset, config_dict=config, save_model=False)
    finally:
        quick_start.get_model, Trainer.fit = build, fit
    return runs


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    folder = None if sys.argv[2] == "none" else sys.argv[2]
    train(sys.argv[1], folder, sys.argv[3], sys.argv[4], sys.argv[5:])
