"""A toolkit as small as possible, with models like those of MMRec. Prints what the models are given."""
import numpy as np
import pandas as pd
import scipy.sparse as sp
import torch


class Data:
    uid_field, iid_field = "userID", "itemID"

    def __init__(self, frame):
        self.df = frame
        self.dataset = self
        self.all_items = frame["itemID"].unique().tolist()
        self.history_items_per_u = {user: set(rows.values) for user, rows in frame.groupby("userID")["itemID"]}


class Model:
    device = "cpu"

    def __init__(self, config, data):
        self.n_users, self.n_items = 3, 4
        n = self.n_users + self.n_items
        users = torch.tensor(data.df["userID"].values)
        items = torch.tensor(data.df["itemID"].values) + self.n_users
        edges = torch.stack((torch.cat((users, items)), torch.cat((items, users))))
        own = torch.sparse_coo_tensor(edges, torch.ones(edges.shape[1]), (n, n)).coalesce()
        kind = config["model"]
        if kind == "LightGCN":
            self.norm_adj_matrix = own
        if kind == "LATTICE":
            self.norm_adj = (own + torch.sparse_coo_tensor(torch.arange(n).repeat(2, 1), torch.ones(n), (n, n))).coalesce()
        if kind in ("FREEDOM", "MGCN"):
            self.norm_adj = own
        if kind == "MGCN":
            self.R = torch.zeros(self.n_users, self.n_items)
        if kind == "FREEDOM":
            self.masked_adj = None

    def pre_epoch_processing(self):
        """Keeps the edge of user 0 and item 1 only."""
        n = self.n_users + self.n_items
        self.masked_adj = torch.sparse_coo_tensor(torch.tensor([[0, 4], [4, 0]]), torch.ones(2), (n, n))


def get_model(name):
    return Model


def show(name, tensor):
    for row, values in enumerate(tensor.to_dense().tolist()):
        for column, value in enumerate(values):
            if value:
                print(name, row, column, f"{value:.6f}")


def quick_start(model, dataset, config_dict, save_model):
    frame = pd.read_csv(f"../data/{dataset}/{dataset}.inter", sep="\t")
    data = Data(frame[frame["x_label"] == 0])
    built = get_model(model)({"model": model, **config_dict}, data)
    for name in ("norm_adj_matrix", "norm_adj", "R"):
        if hasattr(built, name):
            show(name, getattr(built, name))
    if hasattr(built, "masked_adj"):
        built.pre_epoch_processing()
        show("masked_adj", built.masked_adj)
    print("epochs", config_dict.get("epochs"))
    print("history", {int(user): sorted(int(item) for item in items) for user, items in data.history_items_per_u.items()})
