// Server of HTTP/1.1 that answers "ok", by net/http.
//
//	http PORT
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	ok := []byte("ok")
	http.HandleFunc("/", func(writer http.ResponseWriter, request *http.Request) {
		writer.Header().Set("content-type", "text/plain")
		writer.Write(ok)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
