package org.vimmrec.config;

/**
 * The configuration of {@code vimmrec.export.stream}.
 *
 * @param relationshipType relationship type of the virtual interactions; null for the only one that was written
 * @param run execution options
 */
public record ExportConfig(String relationshipType, RunConfig run) {

    /** Reads the configuration. */
    public static ExportConfig of(ConfigMap config) {
        return new ExportConfig(config.name(VirtualRelationships.KEY, null), RunConfig.of(config));
    }
}
