package org.vimmrec.graph;

/**
 * The properties of the relationships that a write creates.
 *
 * @param value receives the value, a floating-point number
 * @param rank receives the place of the relationship among those of its source, an integer from 1; null for none
 */
public record WrittenProperties(String value, String rank) {}
