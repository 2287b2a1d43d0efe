typedef int store_layer;
