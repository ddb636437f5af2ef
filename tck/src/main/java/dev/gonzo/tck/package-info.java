/**
 * The conformance kit: tests that every kernel must pass, as abstract JUnit classes. To test a
 * kernel, extend them.
 */
package dev.gonzo.tck;
