package org.vimmrec.reference;

/** A virtual edge from a user to an item that the user has no real interaction with. */
public record VirtualInteraction(int user, int item, double weight) {}
