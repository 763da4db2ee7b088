/** The generator of catalogues ({@link org.vimmrec.cli.catalogue.CatalogueGenerator}), for runs without a data set. */
package org.vimmrec.cli.catalogue;
