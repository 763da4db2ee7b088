package org.vimmrec.config;

import java.util.Map;

/**
 * The items that may be proposed: those with a label, those with a property that is true, or all.
 *
 * @param label label of the items that may be proposed; null if a label does not decide
 * @param property boolean property of the items that may be proposed; null if a property does not decide
 */
public record CandidateSource(String label, String property) {
    /** The key of the label. */
    public static final String LABEL = "candidateLabel";
    /** The key of the property. */
    public static final String PROPERTY = "candidateProperty";

    /**
     * Reads the keys.
     *
     * @throws IllegalArgumentException if both are given
     */
    public static CandidateSource of(ConfigMap config) {
        CandidateSource source = new CandidateSource(config.name(LABEL, null), config.name(PROPERTY, null));
        if (source.label != null && source.property != null) {
            throw config.error("`%s` and `%s` must not both be given; leave one out".formatted(LABEL, PROPERTY));
        }
        return source;
    }

    /** Whether all items may be proposed. */
    public boolean isAll() {
        return label == null && property == null;
    }

    /** The key that was given, with its value; empty if none was. */
    public Map<String, Object> given() {
        return isAll() ? Map.of() : Map.of(key(), label != null ? label : property);
    }

    /** The key that decides. */
    public String key() {
        return label != null ? LABEL : PROPERTY;
    }
}
