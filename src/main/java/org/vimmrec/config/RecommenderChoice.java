package org.vimmrec.config;

/** What ranks items in an evaluation; see {@link org.vimmrec.evaluation}. */
public enum RecommenderChoice {
    /** A walk of three steps over the graph: learns nothing, takes a second. */
    GRAPH_FILTER,
    /** EASE, in closed form: takes a square of items. */
    EASE,
    /** LightGCN, a graph neural network: takes minutes. */
    LIGHT_GCN
}
