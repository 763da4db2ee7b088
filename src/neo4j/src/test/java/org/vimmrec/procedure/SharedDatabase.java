package org.vimmrec.procedure;

import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives all test classes the same database, because starting one takes seconds. The database is cleared before each
 * test and closed after the last one.
 */
public final class SharedDatabase implements ParameterResolver, BeforeEachCallback {

    private static Database database(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedDatabase.class))
                .getOrComputeIfAbsent("database", key -> new Database(), Database.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Database.class;
    }

    @Override
    public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return database(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        database(context).clear();
    }
}
