/** What servers and clients share: bodies, and the versions of HTTP. */
package dev.gonzo.http.message;
