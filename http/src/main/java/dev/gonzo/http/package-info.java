/** HTTP: the way in to servers and clients. */
package dev.gonzo.http;
