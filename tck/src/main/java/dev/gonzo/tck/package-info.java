/**
 * The conformance kit: what every kernel has to show, as abstract JUnit classes. A kernel is tested
 * by extending them.
 */
package dev.gonzo.tck;
