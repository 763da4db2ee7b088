package org.vimmrec.procedure;

import java.util.Map;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.neo4j.logging.Log;
import org.neo4j.procedure.Context;
import org.neo4j.procedure.StatusDetailsAccessor;
import org.neo4j.procedure.TerminationGuard;
import org.neo4j.procedure.memory.ProcedureMemory;
import org.vimmrec.config.ConfigMap;

/** The resources that Neo4j injects into every procedure. */
public abstract class VimmrecProcedures {
    static final String CONFIGURATION = "configuration";

    /** The database of the call. */
    @Context
    public GraphDatabaseService db;

    /** The caller's transaction. */
    @Context
    public Transaction tx;

    /** Neo4j's log. */
    @Context
    public Log log;

    /** Tells whether the caller's transaction was terminated. */
    @Context
    public TerminationGuard termination;

    /** Counts heap against the transaction's memory limit. */
    @Context
    public ProcedureMemory memory;

    /** The status details that SHOW TRANSACTIONS shows. */
    @Context
    public StatusDetailsAccessor status;

    /** The context of a call. Close it at the end of the result. */
    ProcedureContext call(String procedure) {
        return ProcedureContext.of(procedure, this);
    }

    /** The context of a call that reads little; see {@link ProcedureContext#brief}. */
    ProcedureContext briefCall(String procedure) {
        return ProcedureContext.brief(procedure, this);
    }

    static ConfigMap config(String procedure, Map<String, Object> configuration) {
        return new ConfigMap(procedure, configuration);
    }
}
