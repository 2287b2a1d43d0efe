typedef int render_layer;
