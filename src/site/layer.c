typedef int site_layer;
