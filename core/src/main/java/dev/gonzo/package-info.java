/**
 * Async for Java. {@link dev.gonzo.Gonzo#run run} starts a program; everything inside it runs in
 * coroutines, as straight-line Java.
 */
package dev.gonzo;
