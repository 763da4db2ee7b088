package org.vimmrec.config;

/** How to handle an embedding with NaN or infinite numbers, or of the wrong length or type. */
public enum InvalidEmbeddings {
    /** Fail with an error that names the node. */
    FAIL,
    /** Treat the item as one without the modality, and count it. */
    SKIP
}
