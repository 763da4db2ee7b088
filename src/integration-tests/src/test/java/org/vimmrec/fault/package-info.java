/**
 * What happens when something goes wrong: the server is killed, its disk fills up, calls are ended, other clients change the
 * same nodes, configurations and data are nonsense, and all of it goes on for long.
 *
 * <p>Every build does a share of this. {@code mvn verify -Plong} does it all; {@link org.vimmrec.fault.Rounds} is where the
 * two differ.
 */
package org.vimmrec.fault;
