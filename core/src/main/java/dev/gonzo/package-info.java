/**
 * Async for Java: {@link dev.gonzo.Gonzo#run run} opens the door, everything else happens inside
 * coroutines, in straight-line Java.
 */
package dev.gonzo;
