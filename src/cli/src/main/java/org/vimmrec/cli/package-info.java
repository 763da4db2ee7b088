/**
 * The command line: runs the plugin in an embedded Neo4j on a data set.
 *
 * <p>{@link org.vimmrec.cli.Main} starts Neo4j with the plugin jar in its plugins folder, as on a server, and loads a
 * data set. It then calls the procedures through Cypher and reads their rows, as any user of the plugin does.
 *
 * <p>A data set ({@link org.vimmrec.cli.DataSet}) comes from a folder in the layout of the MMRec toolbox
 * ({@link org.vimmrec.cli.MmrecFolder}) or from a generator ({@link org.vimmrec.cli.CatalogueGenerator}). MMRec's
 * layout is a tab-separated {@code *.inter} file and, for each modality, a NumPy matrix {@code <name>_feat.npy} with a
 * row per item id. Public multimodal data sets come in this layout. The package has its own NumPy reader because such
 * files often hold half-precision numbers.
 */
package org.vimmrec.cli;
