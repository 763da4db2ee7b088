/**
 * What benchmarks need of the recommenders. It is in their package because graphs and samplers are their own: uses of
 * virtual interactions that lost a comparison are not part of the product.
 */
package org.vimmrec.recommender;
