/**
 * Which interactions count, and with what weight.
 *
 * <p>A host reads relationships from users to items. An {@link org.vimmrec.rule.InteractionWeigher} decides by the
 * {@link org.vimmrec.rule.InteractionRules} what each of them says of its item, and {@link org.vimmrec.rule.UserVotes}
 * collects the {@link org.vimmrec.sparse.Interactions} of one user after another. The weight of an interaction is that
 * of its property times that of its type. With a half-life it decays: it is multiplied by 2 to the power of (time -
 * reference) / half-life.
 */
package org.vimmrec.rule;
