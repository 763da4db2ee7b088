/**
 * The method as Apache Spark jobs, with the core's own code in each task and the same results to the last bit.
 *
 * <p>{@link org.vimmrec.spark.Main} is the program for {@code spark-submit}. {@link org.vimmrec.spark.SparkJobs} is the
 * same on {@code Dataset<Row>}, for jobs of your own.
 */
package org.vimmrec.spark;
