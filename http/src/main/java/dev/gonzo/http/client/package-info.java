/**
 * A client of HTTP/1.1 and HTTP/2: requests, responses, and a pool of connections.
 *
 * <p>{@link dev.gonzo.http.client.Client} makes of each request one or several attempts: redirects,
 * and repetitions where the standard allows them. An attempt takes a connection from the pool,
 * sends the request and returns with the head of the response. A small body is sent by the calling
 * task; a large or written one by a task of its own, so that it does not wait for the response, nor
 * the response for it. The body of the response is read by the caller. When both have ended the
 * connection goes back to the pool; in any other case it is closed, so no half-read connection is
 * used again.
 */
package dev.gonzo.http.client;
