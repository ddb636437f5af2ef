/** Tools for tests of programs that use Gonzo, and for Gonzo's own; they need no test framework. */
package dev.gonzo.testing;
