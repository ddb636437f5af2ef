/**
 * The conformance kit: tests that every kernel must pass. To test a kernel, extend {@link
 * dev.gonzo.tck.KernelConformance}.
 */
package dev.gonzo.tck;
