/**
 * The file formats of the MMRec toolbox, as parsers and writers that do not open files: the command line reads local
 * files, and Spark those of any file system. A data set is a tab-separated {@code *.inter} file
 * ({@link org.vimmrec.mmrec.InteractionLine}) and, for each modality, a NumPy matrix {@code <name>_feat.npy} with a row
 * per item id ({@link org.vimmrec.mmrec.NumpyHeader}). The package has its own NumPy reader because such files often
 * hold half-precision numbers ({@link org.vimmrec.mmrec.HalfPrecision}).
 */
package org.vimmrec.mmrec;
