package org.vimmrec.config;

/** How virtual interactions come about; see {@link org.vimmrec.interaction}. */
public enum Strategy {
    /** Each modality on its own, then laid over each other. */
    OVERLAY,
    /** One similarity, fused across the modalities. */
    SYNERGISTIC;

    /** The name as configurations and procedures spell it. */
    public String spelling() {
        return ConfigMap.spelling(this);
    }
}
