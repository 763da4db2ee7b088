package org.vimmrec.spark;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;

/** A way to find the nearest neighbours of all items. */
interface Search extends Serializable {

    /** Finds the neighbours of each item that has any. */
    FoundLists search(JavaRDD<Item> items);
}
