package org.vimmrec.spark;

import org.apache.spark.api.java.JavaRDD;
import org.vimmrec.similarity.RecallEstimate;
import scala.Tuple2;

/**
 * The exact search for nearest neighbours, spread over tasks by a {@link ProjectivePlane}.
 *
 * @param local the search in a task
 * @param plane which items a task compares
 */
record ExactSearch(LocalSearch local, ProjectivePlane plane) implements Search {
    private static final int CELL = 0;

    @Override
    public FoundLists search(JavaRDD<Item> items) {
        SearchTasks tasks = new SearchTasks(local, new ProjectivePlane[] {plane});
        return new FoundLists(tasks.search(items.mapToPair(item -> new Tuple2<>(CELL, item))), RecallEstimate.EXACT);
    }
}
