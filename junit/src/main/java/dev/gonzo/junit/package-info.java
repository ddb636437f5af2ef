/** Tests with JUnit inside a kernel: {@link dev.gonzo.junit.GonzoTest}. */
package dev.gonzo.junit;
