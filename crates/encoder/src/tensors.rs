//! Named arrays in one run of bytes: the safetensors format of Hugging Face.

use std::collections::BTreeMap;

use safetensors::{Dtype, SafeTensors};

/// What is wrong with a file of tensors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are not a safetensors file.
    #[error("the model is not a safetensors file ({0}); was it cut short?")]
    Format(#[from] safetensors::SafeTensorError),
    /// A tensor the model needs is not there.
    #[error("the model has no tensor `{name}`; was it exported for this version?")]
    Missing {
        /// The tensor's name.
        name: String,
    },
    /// A tensor holds numbers of another type.
    #[error("tensor `{name}` holds {found:?}, not {expected:?}")]
    Type {
        /// The tensor's name.
        name: String,
        /// The type it should have.
        expected: Dtype,
        /// The type it has.
        found: Dtype,
    },
    /// A tensor has another shape than the rest of the model asks for.
    #[error("tensor `{name}` has the shape {found:?}; {expected} was expected")]
    Shape {
        /// The tensor's name.
        name: String,
        /// The shape it should have.
        expected: String,
        /// The shape it has.
        found: Vec<usize>,
    },
}

/// The tensors of a safetensors file, read where they lie. The bytes need no alignment.
pub struct Tensors<'a> {
    file: SafeTensors<'a>,
    metadata: BTreeMap<String, String>,
}

impl<'a> Tensors<'a> {
    /// Reads the head of a file.
    ///
    /// # Errors
    /// [`Error::Format`] where the bytes are not a safetensors file, whole.
    pub fn new(bytes: &'a [u8]) -> Result<Tensors<'a>, Error> {
        let (_, head) = SafeTensors::read_metadata(bytes)?;
        let metadata = head.metadata().iter().flatten();
        Ok(Tensors {
            metadata: metadata.map(|(key, value)| (key.clone(), value.clone())).collect(),
            file: SafeTensors::deserialize(bytes)?,
        })
    }

    /// The file's `__metadata__`: what its maker wrote beside the tensors.
    pub fn metadata(&self) -> &BTreeMap<String, String> {
        &self.metadata
    }

    /// Whether there is a tensor of this name.
    pub fn has(&self, name: &str) -> bool {
        self.file.tensor(name).is_ok()
    }

    /// The rows and columns of a tensor of two dimensions.
    ///
    /// # Errors
    /// Where there is no such tensor, or it has more or fewer dimensions.
    pub fn rows_and_columns(&self, name: &str) -> Result<(usize, usize), Error> {
        match *self.tensor(name)?.shape() {
            [rows, columns] => Ok((rows, columns)),
            ref found => Err(shape(name, "[rows, columns]".to_string(), found)),
        }
    }

    /// The numbers of an `f32` tensor of the given shape, the last dimension running fastest.
    ///
    /// # Errors
    /// Where there is no such tensor, or it has another type or shape.
    pub fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        let (words, _) = self.data(name, Dtype::F32, shape)?.as_chunks();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }

    /// The numbers of an `i8` tensor of the given shape, in two's complement, the last dimension
    /// running fastest: not copied.
    ///
    /// # Errors
    /// Where there is no such tensor, or it has another type or shape.
    pub fn bytes(&self, name: &str, shape: &[usize]) -> Result<&'a [u8], Error> {
        self.data(name, Dtype::I8, shape)
    }

    fn data(
        &self,
        name: &str,
        expected: Dtype,
        expected_shape: &[usize],
    ) -> Result<&'a [u8], Error> {
        let tensor = self.tensor(name)?;
        let found = tensor.dtype();
        if found != expected {
            return Err(Error::Type { name: name.to_string(), expected, found });
        }
        if tensor.shape() != expected_shape {
            return Err(shape(name, format!("{expected_shape:?}"), tensor.shape()));
        }
        Ok(tensor.data())
    }

    fn tensor(&self, name: &str) -> Result<safetensors::tensor::TensorView<'a>, Error> {
        self.file.tensor(name).map_err(|_| Error::Missing { name: name.to_string() })
    }
}

fn shape(name: &str, expected: String, found: &[usize]) -> Error {
    Error::Shape { name: name.to_string(), expected, found: found.to_vec() }
}
