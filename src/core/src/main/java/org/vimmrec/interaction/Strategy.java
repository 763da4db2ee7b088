package org.vimmrec.interaction;

/** How virtual interactions are derived from similarities; see {@link org.vimmrec.interaction}. */
public enum Strategy {
    /** Finds neighbours in each modality separately and combines their votes. */
    OVERLAY("overlay"),
    /** Finds neighbours by one similarity, fused across the modalities. */
    SYNERGISTIC("synergistic");

    private final String spelling;

    Strategy(String spelling) {
        this.spelling = spelling;
    }

    /** The name in configurations and procedures. */
    public String spelling() {
        return spelling;
    }
}
