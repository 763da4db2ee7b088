/**
 * Data sets in files. A data set ({@link org.vimmrec.cli.data.DataSet}) comes from a folder in the layout of the MMRec
 * toolbox ({@link org.vimmrec.cli.data.MmrecFolder}): a tab-separated {@code *.inter} file and, for each modality, a
 * NumPy matrix {@code <name>_feat.npy} with a row per item id. Public multimodal data sets come in this layout.
 */
package org.vimmrec.cli.data;
