package org.vimmrec.config;

/** The strategy that computes virtual interactions; see {@link org.vimmrec.interaction}. */
public enum Strategy {
    /** Finds neighbours in each modality and combines the resulting virtual interactions. */
    OVERLAY,
    /** Fuses the similarities of all modalities and finds neighbours by the fused similarity. */
    SYNERGISTIC;

    /** The name of the strategy in configurations and procedure names. */
    public String spelling() {
        return ConfigMap.spelling(this);
    }
}
