package org.vimmrec.config;

/** What to do about an embedding that is NaN, infinite, of the wrong length or of the wrong type. */
public enum InvalidEmbeddings {
    /** End with an error that names the node. */
    FAIL,
    /** Take the item as one without that modality, and count it. */
    SKIP
}
