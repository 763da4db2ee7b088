/**
 * The command line: one command that shows, on a real database, what the plugin does.
 *
 * <p>{@link org.vimmrec.cli.Main} starts an embedded Neo4j with the plugin's jar in its plugins folder, exactly as a
 * server would have it, loads a data set into it, and from there on does what any user of the plugin does: it calls
 * the procedures through Cypher and reads what they yield. Nothing here reaches into the plugin's classes, and nothing
 * of this package is in the plugin jar.
 *
 * <p>A data set ({@link org.vimmrec.cli.DataSet}) comes from a folder in the layout of the MMRec toolbox
 * ({@link org.vimmrec.cli.MmrecFolder}) or from a seeded generator ({@link org.vimmrec.cli.CatalogueGenerator}). MMRec's
 * layout is the one in which the field exchanges its data: a tab-separated {@code *.inter} file, and per modality a
 * NumPy matrix {@code <name>_feat.npy} whose row is the item's id. The NumPy reader is this package's own, because no
 * Java library at hand reads half-precision floats, which is what such files often hold.
 */
package org.vimmrec.cli;
