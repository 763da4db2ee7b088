/**
 * Tests with faults: killed servers, full disks, terminated calls, other clients that change the same nodes,
 * transaction listeners that fail, invalid configurations and invalid data.
 *
 * <p>Every build runs a part of each test. {@code mvn verify -Plong} runs them completely;
 * {@link org.vimmrec.fault.Rounds} defines the difference.
 */
package org.vimmrec.fault;
