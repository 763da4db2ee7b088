package org.vimmrec.config;

/** What ranks items in an evaluation; see {@link org.vimmrec.evaluation}. */
public enum RecommenderChoice {
    /** A walk of three steps over the graph: learns nothing, takes a second. */
    GRAPH_FILTER,
    /** EASE, in closed form: takes a square of items. */
    EASE,
    /** LightGCN, a graph neural network: takes minutes. */
    LIGHT_GCN,
    /** The number of an item's users: virtual interactions do not change it, so it has a baseline only. */
    POPULARITY;

    /** The name as configurations and procedures spell it. */
    public String spelling() {
        return ConfigMap.spelling(this);
    }
}
