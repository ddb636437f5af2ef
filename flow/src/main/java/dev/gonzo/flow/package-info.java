/**
 * Bridges to {@link java.util.concurrent.Flow}, the interfaces of the JDK that libraries for
 * reactive streams share.
 *
 * <p>{@link dev.gonzo.flow.Flows} makes a {@link dev.gonzo.generator.Generator} of a publisher, and
 * a publisher of a generator.
 */
package dev.gonzo.flow;
