/** What a driver leaves to others: the threads and the environment of this JVM. */
package dev.gonzo.kernel.loop.services;
