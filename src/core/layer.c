typedef int core_layer;
