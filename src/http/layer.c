typedef int http_layer;
